;; Emacs 29 or newer, whose Eglot is built in (older ones: the package eglot): in init.el.
(require 'eglot)
(add-to-list 'auto-mode-alist '("\\(?:Dockerfile\\|Containerfile\\)\\(?:\\..*\\)?\\'" . dockerlint-mode))
(unless (fboundp 'dockerfile-mode) ; of the package dockerfile-mode; without it this is enough
  (define-derived-mode dockerlint-mode prog-mode "Dockerfile"
    (setq-local comment-start "# ")))
(add-to-list 'eglot-server-programs '((dockerlint-mode dockerfile-mode dockerfile-ts-mode) . ("dockerlint" "server")))
(dolist (hook '(dockerlint-mode-hook dockerfile-mode-hook dockerfile-ts-mode-hook))
  (add-hook hook #'eglot-ensure))
