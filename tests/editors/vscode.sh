# The colours of VS Code, by its own engine, which comes from the npm registry into the folder given.
# Exit status 77: there is no npm, or no registry, and nothing was tested.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
packages=$1
command -v npm >/dev/null && command -v node >/dev/null || { echo "skipped: npm and node are not installed"; exit 77; }
if ! [ -d "$packages/node_modules/tm-grammars" ]; then
  mkdir -p "$packages"
  echo '{"private": true}' >"$packages/package.json"
  timeout 120 npm install --prefix "$packages" --no-audit --no-fund --silent \
    vscode-textmate@9.3.2 vscode-oniguruma@2.0.1 tm-grammars@1.32.22 ||
    { echo "skipped: the packages cannot be installed from the npm registry"; exit 77; }
fi
exec node "$here/colours.mjs" "$packages"
