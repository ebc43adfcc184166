;;; vmt-words.el --- Words of the vmt language  -*- lexical-binding: t; -*-

;;; Commentary:

;; Written by `vmt editors'; what is changed by hand is lost.

;;; Code:

(defconst vmt-words-declaration
  '("function" "machine" "network" "param" "phrase" "secret" "setup" "test"
    "use")
  "Words of the vmt language: reserved words that declare.")

(defconst vmt-words-keyword
  '("break" "continue" "else" "eventually" "every" "expect" "fail" "finally"
    "for" "if" "let" "like" "log" "parallel" "pause" "retry" "return" "skip"
    "sleep" "step" "throughout" "var" "while" "within")
  "Words of the vmt language: reserved words of statements.")

(defconst vmt-words-operator
  '("and" "contains" "in" "matches" "not" "or")
  "Words of the vmt language: operators that are words.")

(defconst vmt-words-constant
  '("false" "nothing" "true")
  "Words of the vmt language: values that are words.")

(defconst vmt-words-type
  '("any" "bool" "command" "duration" "failure" "float" "function"
    "guest_path" "host" "host_path" "int" "job" "key" "list" "machine" "map"
    "network" "nothing" "pattern" "percentage" "port" "range" "rate" "regex"
    "result" "size" "text" "unit")
  "Words of the vmt language: types of parameters.")

(defconst vmt-words-unit
  '("B" "GB" "GiB" "KB" "KiB" "MB" "MiB" "TB" "TiB" "bit" "gbit" "h" "kbit"
    "m" "mbit" "ms" "s")
  "Words of the vmt language: units of durations, sizes and rates.")

(defconst vmt-words-command
  '("block" "capture" "checkpoint" "collect" "copy" "corrupt" "crash" "cut"
    "drop" "duplicate" "freeze" "heal" "join" "limit" "lose" "partition"
    "press" "reboot" "reload" "reorder" "restart" "restore" "screenshot"
    "shutdown" "slow" "start" "stop" "thaw" "type" "unblock" "wait")
  "Words of the vmt language: first words of commands.")

(defconst vmt-words-command_word
  '("all" "arp" "as" "at" "between" "boot" "bursts" "by" "closed" "console"
    "containing" "coverage" "distribution" "event" "every" "fails" "file"
    "first" "for" "from" "icmp" "in" "input" "ip4" "ip6" "jitter" "job" "no"
    "normal" "of" "on" "port" "process" "queue" "screen" "shutdown" "socket"
    "succeeds" "tcp" "terminal" "to" "traffic" "udp" "unit" "until" "user"
    "with")
  "Words of the vmt language: other words of commands.")

(defconst vmt-words-shell_word
  '("fails" "succeeds")
  "Words of the vmt language: words of commands in front of shell text.")

(defconst vmt-words-method
  '("all" "any" "console_text" "ends_with" "execute" "fail" "filter"
    "find_all" "first" "forwarded" "has" "join" "json" "keys" "last" "length"
    "lines" "lower" "map" "monitor" "output" "pick" "qmp" "read" "replace"
    "round" "running" "sample" "screen_text" "sort" "spawn" "split"
    "starts_with" "stop" "succeed" "terminal_text" "to_float" "to_int"
    "to_map" "traffic" "trim" "unit" "upper" "values" "wait" "words" "write")
  "Words of the vmt language: methods.")

(defconst vmt-words-shell_method
  '("execute" "fail" "spawn" "succeed")
  "Words of the vmt language: methods whose first operand is shell text.")

(defconst vmt-words-function
  '("dropped" "elapsed" "matched" "raw" "seed")
  "Words of the vmt language: functions.")

(defconst vmt-words-setting
  '("agent" "cmdline" "corrupt" "cpus" "delay" "disk" "display" "duplicate"
    "env" "forward" "host_name" "image" "loss" "memory" "network" "rate"
    "reorder" "shell" "subnet" "tpm" "uefi")
  "Words of the vmt language: first words of settings.")

(defconst vmt-words-setting_word
  '("as" "bursts" "by" "debian" "directory" "disk" "distribution" "files"
    "from" "host" "hvc0" "in" "jitter" "normal" "of" "on" "password" "port"
    "queue" "script" "serial" "suite" "tiny" "to" "with")
  "Words of the vmt language: other words of settings.")

(provide 'vmt-words)

;;; vmt-words.el ends here
