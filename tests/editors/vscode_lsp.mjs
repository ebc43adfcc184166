// Runs the extension for VS Code with the library that it uses and the real language server, in the place of an
// editor that has one script open. VS Code itself is not started: of what it offers to extensions, only that
// which passes problems on is here, and all else does nothing.
// Arguments: the folder of the extension, the folder with node_modules, the program vmt.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import Module from 'node:module';
import path from 'node:path';

const [, , extensionFolder, packages, vmt] = process.argv;
const require = createRequire(import.meta.url);

class Position { constructor(line, character) { Object.assign(this, { line, character }); } }
class Range {
  constructor(a, b, c, d) {
    this.start = c === undefined ? a : new Position(a, b);
    this.end = c === undefined ? b : new Position(c, d);
  }
}
class Diagnostic { constructor(range, message, severity) { Object.assign(this, { range, message, severity }); } }
class EventEmitter {
  listeners = new Set();
  event = (listener, self) => {
    const bound = listener.bind(self);
    this.listeners.add(bound);
    return { dispose: () => this.listeners.delete(bound) };
  };
  fire(value) { for (const each of this.listeners) each(value); }
  dispose() { this.listeners.clear(); }
}
const uriOf = (url) => ({
  scheme: 'file', fsPath: new URL(url).pathname, path: new URL(url).pathname, toString: () => url });

// What is not named returns something that can be disposed of.
const silent = (known = {}) => new Proxy(known, {
  get: (target, name) => name in target ? target[name] : () => ({ dispose() {} }) });
const arrived = [];
const changed = new EventEmitter();
const opened = new EventEmitter();
const messages = [];
let text = 'machine web\nwait port 80 on wbe\n';
const script = {
  uri: uriOf(pathToFileURL(path.join(packages, 'script.vmt')).href), languageId: 'vmt', version: 1, isClosed: false,
  getText: () => text };
const channel = silent({ name: 'vmt', append() {}, appendLine: (line) => messages.push(line), show() {} });
class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };
  cancel() { this.token.isCancellationRequested = true; }
  dispose() {}
}
class CodeActionKind {
  constructor(value) { this.value = value; }
  append(part) { return new CodeActionKind(this.value ? `${this.value}.${part}` : part); }
  static Empty = new CodeActionKind('');
  static QuickFix = new CodeActionKind('quickfix');
}
const vscode = {
  CancellationTokenSource, CodeActionKind,
  Position, Range, Diagnostic, EventEmitter, version: '1.90.0',
  Disposable: class { constructor(action) { this.dispose = action ?? (() => {}); } static from() { return new this(); } },
  Uri: { parse: uriOf, file: (name) => uriOf(pathToFileURL(name).href) },
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  env: silent({ language: 'en', appName: 'test' }),
  window: silent({
    createOutputChannel: () => channel, visibleTextEditors: [], tabGroups: silent({ all: [] }),
    showErrorMessage: (message) => (messages.push(message), Promise.resolve()),
    showWarningMessage: (message) => (messages.push(message), Promise.resolve()) }),
  workspace: silent({
    textDocuments: [script], notebookDocuments: [], workspaceFolders: undefined,
    getConfiguration: () => silent({ get: (name, otherwise) => name === 'server.path' ? vmt : otherwise }),
    onDidOpenTextDocument: opened.event, onDidChangeTextDocument: changed.event }),
  languages: silent({
    match: (selector, document) => selector.some?.((each) => each.language === document.languageId) ? 10 : 0,
    createDiagnosticCollection: () => silent({ set: (uri, found) => arrived.push(found) }) }),
};
const unknown = class { dispose() {} };
const stand_in = new Proxy(vscode, {
  get: (target, name) => name in target ? target[name]
    : typeof name === 'symbol' ? undefined
    : /^[a-z]/.test(name) ? silent() : unknown });

const load = Module._load;
Module._load = (name, parent, ...rest) => name === 'vscode' ? stand_in
  : name === 'vscode-languageclient/node' ? load(path.join(packages, 'node_modules', name), parent, ...rest)
  : load(name, parent, ...rest);

async function wait(what, condition) {
  const end = Date.now() + 20000;
  while (!condition()) {
    if (Date.now() > end) {
      console.error(`${what} does not come: ${JSON.stringify(arrived.at(-1))}\n${messages.join('\n')}`);
      process.exit(1);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

const extension = require(path.resolve(extensionFolder, 'extension.js'));
await extension.activate();
await wait('the problem of line 2', () => arrived.at(-1)?.some((each) =>
  each.range.start.line === 1 && each.range.start.character === 16 &&
  each.message.includes('no machine is called `wbe`')));

// What is typed is checked, saved or not.
text = 'machine web\nwait port 80 on web\n';
script.version = 2;
changed.fire({ document: script, contentChanges: [{ range: new Range(new Position(1, 16), new Position(1, 19)), text: 'web' }] });
await wait('that all is well', () => arrived.at(-1)?.length === 0);
await extension.deactivate();
process.exit(0);
