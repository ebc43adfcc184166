# The colours of VS Code, by its own engine, and the extension with the library that it uses. Both come from the
# npm registry into the folder given. Usage: vscode.sh FOLDER PROGRAM
# Exit status 77: there is no npm, or no registry, and nothing was tested.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
packages=$1
vmt=$2
command -v npm >/dev/null && command -v node >/dev/null || { echo "skipped: npm and node are not installed"; exit 77; }
if ! [ -d "$packages/node_modules/vscode-languageclient" ]; then
  mkdir -p "$packages"
  echo '{"private": true}' >"$packages/package.json"
  timeout 120 npm install --prefix "$packages" --no-audit --no-fund --silent \
    vscode-textmate@9.3.2 vscode-oniguruma@2.0.1 tm-grammars@1.32.22 vscode-languageclient@9.0.1 ||
    { echo "skipped: the packages cannot be installed from the npm registry"; exit 77; }
fi
node "$here/colours.mjs" "$packages"
exec node "$here/vscode_lsp.mjs" "$here/../../editors/vscode" "$packages" "$vmt"
