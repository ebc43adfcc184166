# What tests/system/nix.vmt evaluates and builds. The arguments are those of packages.nix.
{ kernel, modules, programs }@arguments:
let
  pkgs = import ./packages.nix arguments;
  vmt = import ../../../nix { inherit pkgs; };
  # The same function for vmt as it is in the checkout's build: compiling it would take minutes.
  test = pkgs.callPackage ../../../nix/test.nix { vmt = pkgs.built-vmt; };
in
{
  program = vmt.vmt;

  with-program = vmt.vmtTest {
    name = "hello";
    script = ../../../examples/hello.vmt;
  };

  passes = test {
    name = "two-machines";
    script = ../../../examples/two-machines.vmt;
  };

  fails = test {
    name = "words";
    files = ./files;
    arguments = [ "--set" "word=it's gone" ];
    script = ''
      param word = ""
      machine box

      test "files lie beside the script, arguments arrive whole" {
        copy "files/words" to box at "/words"
        expect box.read("/words") == word + "\n"
      }
    '';
  };
}
