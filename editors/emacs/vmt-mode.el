;;; vmt-mode.el --- Major mode for vmt scripts  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages

;;; Commentary:

;; Colours, indentation and comments for `.vmt' files: tests that need machines.
;; The words come from vmt-words.el, which `vmt editors' writes.  What a command
;; runs is coloured as shell text, by `sh-mode' itself.  `M-x eglot' starts the
;; language server, `vmt lsp'; for each script with
;;     (add-hook 'vmt-mode-hook #'eglot-ensure)

;;; Code:

(require 'vmt-words)
(require 'sh-script)

(defgroup vmt nil
  "Tests that need machines."
  :group 'languages)

(defcustom vmt-indent-offset 2
  "Blanks for each open bracket."
  :type 'natnum
  :safe #'natnump)

(defface vmt-shell-face '((t :inherit default))
  "Face of shell text that has no other colour.")

(defvar vmt-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?' "." table)
    (modify-syntax-entry ?% "." table)
    table)
  "Syntax of vmt scripts.")

;;;; Texts

(defun vmt--interpolation-end (limit)
  "Move behind the `#{...}' at point, at most to LIMIT."
  (let ((depth 0) (going t))
    (forward-char 1)
    (while (and going (< (point) limit))
      (pcase (char-after)
        (?{ (setq depth (1+ depth)))
        (?} (setq depth (1- depth))))
      (forward-char 1)
      (setq going (> depth 0)))))

(defun vmt--syntax-propertize (start end)
  "Tell Emacs where the texts between START and END begin and end."
  (goto-char start)
  (let ((state (syntax-ppss)))
    (when (nth 3 state)
      (goto-char (nth 8 state)))
    (while (re-search-forward "[\"#]" end t)
      (let ((begin (1- (point))))
        (cond
         ((eq (char-before) ?#) (end-of-line))
         ((looking-at "\"\"")
          (forward-char 2)
          (vmt--mark-text begin (if (vmt--skip-text "\"\"\"") (point) (point-max))))
         (t (vmt--mark-text begin (if (vmt--skip-text "\"") (point) (line-end-position)))))))))

(defun vmt--skip-text (quotes)
  "Move behind the next QUOTES that end a text; nil when there are none."
  (let ((limit (if (= (length quotes) 1) (line-end-position) (point-max))) (found nil))
    (while (and (not found) (< (point) limit))
      (cond
       ((looking-at-p (regexp-quote quotes))
        (forward-char (length quotes))
        (setq found t))
       ((looking-at-p "#{") (vmt--interpolation-end limit))
       ((eq (char-after) ?\\) (forward-char (min 2 (- limit (point)))))
       (t (forward-char 1))))
    found))

(defun vmt--mark-text (begin end)
  "Make the characters from BEGIN to END one string."
  (put-text-property begin end 'syntax-table (string-to-syntax "."))
  (put-text-property begin (1+ begin) 'syntax-table (string-to-syntax "|"))
  (put-text-property (1- end) end 'syntax-table (string-to-syntax "|"))
  (goto-char end))

;;;; Shell text

(defconst vmt--before-shell
  (concat "\\(?:\\." (regexp-opt vmt-words-shell_method) "\\_>[ \t]*(?[ \t]*\\|\\_<"
          (regexp-opt vmt-words-shell_word) "\\_>[ \t]+\\)\\(\"\"\"\\|\"\\)")
  "What stands before shell text; the group has its quotes.")

(defun vmt--shell-colours (text)
  "The faces that `sh-mode' gives to TEXT: a list of (BEGIN END FACE), from 0."
  (with-current-buffer (get-buffer-create " *vmt shell text*")
    (let ((inhibit-message t) (faces nil) (at 1))
      (unless (derived-mode-p 'sh-mode)
        (delay-mode-hooks (sh-mode))
        (sh-set-shell "sh" nil nil))
      (erase-buffer)
      (insert text "\n")
      (font-lock-ensure)
      (while (< at (point-max))
        (let ((next (next-single-property-change at 'face nil (point-max)))
              (face (get-text-property at 'face)))
          (when face (push (list (1- at) (1- next) face) faces))
          (setq at next)))
      faces)))

(defun vmt--colour-shell (limit)
  "Colour the shell text between point and LIMIT; always returns nil."
  (while (re-search-forward vmt--before-shell limit t)
    (unless (nth 8 (save-excursion (syntax-ppss (match-beginning 0))))
      (let* ((quotes (match-string 1))
             (begin (point))
             (end (save-excursion (if (vmt--skip-text quotes) (- (point) (length quotes)) limit)))
             (text (buffer-substring-no-properties begin end)))
        (put-text-property begin end 'face 'vmt-shell-face)
        (pcase-dolist (`(,from ,to ,face) (vmt--shell-colours text))
          (put-text-property (+ begin from) (min end (+ begin to)) 'face face))
        (goto-char begin)
        (while (re-search-forward "#{[^}\n]*}" end t)
          (put-text-property (match-beginning 0) (match-end 0) 'face 'font-lock-variable-name-face))
        (goto-char end))))
  nil)

;;;; Words

(defun vmt--word (words)
  "A regular expression for WORDS that do not follow a dot."
  (concat "\\(?:^\\|[^.[:word:]_]\\)\\(" (regexp-opt words) "\\)\\_>"))

(defun vmt--first-word (words)
  "A regular expression for WORDS at the beginning of a statement."
  (concat "\\(?:^\\|[{;]\\)[ \t]*\\(" (regexp-opt words) "\\)\\_>"))

(defvar vmt-font-lock-keywords
  `((,(concat "\\_<\\(?:machine\\|network\\|function\\|param\\|secret\\|let\\|var\\)[ \t]+"
              "\\([[:alpha:]_][[:alnum:]_]*\\)")
     1 font-lock-variable-name-face)
    (,(concat "^[ \t]+\\(" (regexp-opt vmt-words-setting) "\\)\\_>[ \t]+[[:alnum:]\"[{]")
     1 font-lock-property-face)
    (,(vmt--word vmt-words-declaration) 1 font-lock-keyword-face)
    (,(vmt--word vmt-words-keyword) 1 font-lock-keyword-face)
    (,(vmt--word vmt-words-operator) 1 font-lock-keyword-face)
    (,(vmt--word vmt-words-constant) 1 font-lock-constant-face)
    (,(concat "\\(?::\\|->\\)[ \t]*\\(" (regexp-opt vmt-words-type) "\\(?:[ \t]+of[ \t]+[[:alpha:]]+\\)*\\)\\_>")
     1 font-lock-type-face)
    (,(concat "\\.\\(" (regexp-opt vmt-words-method) "\\)\\_>") 1 font-lock-function-name-face)
    (,(concat "\\_<\\(" (regexp-opt vmt-words-function) "\\)(") 1 font-lock-builtin-face)
    (,(vmt--first-word vmt-words-command) 1 font-lock-builtin-face)
    (,(vmt--word vmt-words-command_word) 1 font-lock-builtin-face)
    (,(concat "\\_<[0-9][0-9_]*\\(?:\\.[0-9]+\\)?\\(?:" (regexp-opt vmt-words-unit) "\\_>\\|%\\|\\_>\\)")
     . font-lock-constant-face)
    ("##.*$" 0 (when (eq (nth 8 (syntax-ppss)) (match-beginning 0)) 'font-lock-doc-face) t)
    (vmt--colour-shell))
  "Colours of vmt scripts.")

;; Emacs before 29 has no face for properties.
(defvar font-lock-property-face 'font-lock-variable-name-face)

;;;; Indentation

(defun vmt-indent-line ()
  "Indent the line by the brackets that are open before it; texts stay as they are."
  (interactive)
  (let ((state (save-excursion (syntax-ppss (line-beginning-position)))))
    (unless (nth 3 state)
      (let* ((opening (nth 1 state))
             (indent (if opening
                         (save-excursion
                           (goto-char opening)
                           (+ (current-indentation) vmt-indent-offset))
                       0)))
        (when (and opening (save-excursion (back-to-indentation) (looking-at-p "[])}]")))
          (setq indent (- indent vmt-indent-offset)))
        (if (<= (current-column) (current-indentation))
            (indent-line-to indent)
          (save-excursion (indent-line-to indent)))))))

;;;###autoload
(define-derived-mode vmt-mode prog-mode "vmt"
  "Major mode for vmt scripts: tests that need machines."
  (setq-local comment-start "# "
              comment-start-skip "#+[ \t]*"
              comment-end ""
              indent-tabs-mode nil
              indent-line-function #'vmt-indent-line
              syntax-propertize-function #'vmt--syntax-propertize
              font-lock-multiline t
              font-lock-defaults '(vmt-font-lock-keywords))
  (setq-local electric-indent-chars (append "{}[]()" electric-indent-chars)))

;;;; The language server

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(vmt-mode . ("vmt" "lsp"))))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.vmt\\'" . vmt-mode))

(provide 'vmt-mode)

;;; vmt-mode.el ends here
