// Asks the engine of VS Code for the scopes of each known place of the sample. The packages are in the
// folder given, and the grammar of shell text comes from one of them.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [packages] = process.argv.slice(2);
const require = createRequire(join(resolve(packages), 'package.json'));
const { Registry, INITIAL, parseRawGrammar } = require('vscode-textmate');
const oniguruma = require('vscode-oniguruma');
const here = dirname(fileURLToPath(import.meta.url));
const read = (path) => readFileSync(path, 'utf8');

const wasm = readFileSync(join(dirname(require.resolve('vscode-oniguruma')), 'onig.wasm'));
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
const grammars = {
  'source.vmt': join(here, '../../editors/vscode/syntaxes/vmt.tmLanguage.json'),
  'source.shell': join(resolve(packages), 'node_modules/tm-grammars/grammars/shellscript.json'),
};
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => (grammars[scope] ? parseRawGrammar(read(grammars[scope]), grammars[scope]) : null),
});

const grammar = await registry.loadGrammar('source.vmt');
const lines = read(join(here, 'sample.vmt')).split('\n');
let stack = INITIAL;
const tokens = lines.map((line) => {
  const result = grammar.tokenizeLine(line, stack);
  stack = result.ruleStack;
  return result.tokens;
});

const problems = [];
for (const { line, text, vscode } of JSON.parse(read(join(here, 'places.json')))) {
  const column = lines[line - 1].indexOf(text);
  const { scopes } = tokens[line - 1].find((token) => token.startIndex <= column && column < token.endIndex);
  if (!scopes.some((scope) => scope.startsWith(vscode)))
    problems.push(`line ${line}, \`${text}\`: expected ${vscode}, found ${scopes.join(' ')}`);
}
for (const file of ['package.json', 'language-configuration.json', 'snippets/commands.json', 'snippets/forms.json'])
  JSON.parse(read(join(here, '../../editors/vscode', file)));
for (const problem of problems) console.log(problem);
process.exit(problems.length ? 1 : 0);
