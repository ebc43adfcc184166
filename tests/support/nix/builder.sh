# The builder of the derivations of packages.nix: what nixpkgs' stdenv does with the attributes used here.
set -euo pipefail
# In the sandbox of this Nix it could be made; elsewhere it can't, or stays and stops other builds.
trap 'status=$?; [ ! -e "$HOME" ] || { echo "the build has made its home: $HOME"; exit 1; }; exit $status' EXIT
PATH=$hostPath
for package in ${nativeBuildInputs:-}; do PATH=$package/bin:$PATH; done
export PATH

if [ -n "${buildCommand:-}" ]; then
  eval "$buildCommand"
  exit
fi

runHook() { :; }

# makeWrapper PROGRAM WRAPPER --prefix VARIABLE SEPARATOR VALUE
makeWrapper() {
  [ "$3" = --prefix ] || return 1
  mkdir -p "$(dirname "$2")"
  printf '#! /bin/bash\nexport %s=%q"${%s:+%s$%s}"\nexec %q "$@"\n' "$4" "$6" "$4" "$5" "$4" "$1" >"$2"
  chmod +x "$2"
}

# It would write to the home of the builder, which must not be there.
export CCACHE_DISABLE=1
cp -r --no-preserve=mode,ownership "$src" source
mkdir source/build
cd source/build
# shellcheck disable=SC2086  # the flags are words
cmake .. -GNinja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$out" ${cmakeFlags:-}
ninja
eval "$installPhase"
