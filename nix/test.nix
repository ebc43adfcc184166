# A vmt script as a derivation: it is built when every test of the script has passed.
#
#   vmtTest {
#     name = "subversion";
#     script = ./subversion.vmt;    # or a text with the script itself
#     files = ./files;              # optional: lies beside the script as `files`
#     kernel = pkgs.linux;          # optional: the kernel of the guests
#     arguments = [ "--timeout-scale" "2" ];
#   }
#
# The output is a folder with the report. Inside the sandbox there is no network, so `image debian` cannot
# be made there: give a cache that has it, as a store path, with `cache`.
{ lib, runCommand, writeText, linux, vmt }:
{ name
, script
, files ? null
, kernel ? linux
, cache ? null
, arguments ? [ ]
}:
let
  scriptFile = if builtins.isString script && !lib.hasPrefix "/" script then writeText "${name}.vmt" script else script;
in
runCommand "vmt-test-${name}"
{
  nativeBuildInputs = [ vmt ];
  # Machines are fast with KVM and work without it.
  requiredSystemFeatures = [ ];
  passthru = { inherit vmt; };
}
  ''
    mkdir -p work $out
    cp ${scriptFile} work/${name}.vmt
    ${lib.optionalString (files != null) "cp -r ${files} work/files"}

    # What vmt keeps has to be written to: the store is not.
    export VMT_CACHE=$TMPDIR/cache
    ${if cache == null then "mkdir -p $VMT_CACHE" else "cp -r --no-preserve=mode,ownership ${cache} $VMT_CACHE"}

    mkdir -p kernel/lib
    ln -s ${kernel}/bzImage kernel/vmlinuz
    ln -s ${kernel.modules or kernel}/lib/modules kernel/lib/modules
    export VMT_KERNEL=$PWD/kernel

    vmt ${lib.escapeShellArgs arguments} work/${name}.vmt 2>&1 | tee $out/report.txt
    exit "''${PIPESTATUS[0]}"
  ''
