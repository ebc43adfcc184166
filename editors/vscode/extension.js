// Starts the language server, `vmt lsp`, for as long as the extension is active. What it says becomes problems,
// completions, hovers and so on by Microsoft's library, which `npm install` in this folder gets.
'use strict';
const vscode = require('vscode');

let client;

function library() {
  try {
    return require('vscode-languageclient/node');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    vscode.window.showWarningMessage(
      `vmt: only colours and snippets: the language server needs \`npm install\` in ${__dirname}`);
    return undefined;
  }
}

exports.activate = async () => {
  const lsp = library();
  if (!lsp) return;
  const command = vscode.workspace.getConfiguration('vmt').get('server.path', 'vmt');
  client = new lsp.LanguageClient(
    'vmt', 'vmt',
    { command, args: ['lsp'], transport: lsp.TransportKind.stdio },
    { documentSelector: [{ language: 'vmt', scheme: 'file' }, { language: 'vmt', scheme: 'untitled' }] });
  try {
    await client.start();
  } catch (error) {
    vscode.window.showErrorMessage(
      `vmt: \`${command} lsp\` does not start; the setting vmt.server.path says where the program is (${error.message})`);
    client = undefined;
  }
};

exports.deactivate = () => client?.stop();
