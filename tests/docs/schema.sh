#!/usr/bin/env bash
# What `--format json` writes about every script of the corpus is what docs/diagnostics.schema.json says.
# Usage: schema.sh VMT
set -euo pipefail
vmt=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0
for script in tests/lang/*.vmt tests/lang/habits/*.vmt no_such_script.vmt; do
  number=$((number + 1))
  "$vmt" check --format json "$script" >"$work/$number.json" || [ $? = 3 ]
done
"$vmt" check --format json --error-limit 1 tests/lang/names.vmt >"$work/limited.json" 2>/dev/null || [ $? = 3 ]
# The interpreter of the distribution: it is the one that knows python3-jsonschema.
/usr/bin/python3 - docs/diagnostics.schema.json "$work"/*.json <<'END'
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
problems = 0
for path in sys.argv[2:]:
    document = json.load(open(path))
    validator.validate(document)
    problems += len(document["diagnostics"])
assert problems > 100, "the corpus has lost its problems"
END
