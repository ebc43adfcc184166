;;; lsp.el --- Starts the language server from Emacs, and waits for what it finds  -*- lexical-binding: t; -*-
;; VMT is the program.  Eglot comes with Emacs 29; Debian 12 has it in a package.
(require 'package)
(setq package-user-dir (make-temp-file "vmt-emacs" t))
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")  ; which -Q leaves out
(package-initialize)
(require 'eglot)
(add-to-list 'load-path (expand-file-name "../../editors/emacs" (file-name-directory load-file-name)))
(require 'vmt-mode)

(defun vmt-test-stop (problem)
  (princ (concat problem "\n"))
  (kill-emacs 1))

(defun vmt-test-wait (what condition)
  "Wait for CONDITION, and say that WHAT does not come when it never holds."
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall condition)) (< (float-time) end))
      (accept-process-output nil 0.02))
    (unless (funcall condition)
      (vmt-test-stop (format "%s: %S" what (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))))))

;; The program under test is the `vmt' that the mode starts.
(setenv "PATH" (concat (file-name-directory (getenv "VMT")) path-separator (getenv "PATH")))
(push (file-name-directory (getenv "VMT")) exec-path)

(let ((script (expand-file-name "script.vmt" package-user-dir)))
  (write-region "machine web\nwait port 80 on wbe\n" nil script nil 'silent)
  (find-file script)
  (unless (eq major-mode 'vmt-mode)
    (vmt-test-stop "the mode is not vmt-mode"))
  (setq eglot-sync-connect 20)
  (apply #'eglot (eglot--guess-contact))
  (unless (eglot-managed-p)
    (vmt-test-stop "eglot does not manage the script"))
  (flymake-start)
  (vmt-test-wait "the problem of line 2 does not arrive"
                 (lambda ()
                   (seq-some (lambda (each)
                               (and (= (line-number-at-pos (flymake-diagnostic-beg each)) 2)
                                    (string-match-p "no machine is called `wbe`" (flymake-diagnostic-text each))))
                             (flymake-diagnostics))))
  ;; What is typed is checked, saved or not.
  (goto-char (point-max))
  (search-backward "wbe")
  (replace-match "web")
  (eglot--signal-textDocument/didChange)
  (vmt-test-wait "the problem stays though it is mended" (lambda () (null (flymake-diagnostics))))
  (set-buffer-modified-p nil)
  (eglot-shutdown (eglot-current-server))
  (delete-directory package-user-dir t)
  (kill-emacs 0))
;;; lsp.el ends here
