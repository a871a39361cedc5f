"""What compiles: packages that bring a compiler, commands that call one. And what tells the purpose of an image."""

from __future__ import annotations

# Names as apt, apk, dnf, yum and zypper know them. What only helps a compiler (`make`, headers) is left out: it is
# small, or it holds on to a library that the product needs.
COMPILER_PACKAGES = frozenset((
    *("alpine-sdk", "base-devel", "build-base", "build-essential", "clang", "Development Tools", "devel_basis"),
    *("g++", "gcc", "gcc-c++", "gcc-fortran", "gcc-gfortran", "gfortran"),
))  # fmt: skip
# Commands that compile, or install packages of a language whose native parts are compiled on the spot.
COMPILING_COMMANDS = frozenset((
    *("c++", "cc", "clang", "clang++", "cmake", "configure", "g++", "gcc", "make", "meson", "ninja", "phpize", "scons"),
    *("bundle", "cabal", "cargo", "cpan", "cpanm", "docker-php-ext-install", "gem", "go", "luarocks", "mix", "npm"),
    *("pecl", "pip", "pipenv", "pnpm", "poetry", "Rscript", "stack", "uv", "yarn"),
))  # fmt: skip
# Programs that serve, and need no compiler for it. Others do: Varnish compiles its configuration; images of PHP and
# OpenResty keep a compiler for those that build extensions on them.
SERVERS = frozenset((
    *("apache2", "apachectl", "catalina.sh", "celery", "circusd", "daphne", "flask", "gunicorn", "haproxy", "httpd"),
    *("hypercorn", "java", "memcached", "mongod", "mysqld", "mysqld_safe", "nginx", "passenger", "pm2", "pm2-runtime"),
    *("postgres", "puma", "rackup", "rails", "redis-server", "sidekiq", "streamlit", "thin", "twistd", "unicorn"),
    *("uvicorn", "uwsgi", "waitress-serve"),
))  # fmt: skip
# Interpreters: with a script or module behind them they start an application, alone they wait for input.
INTERPRETERS = frozenset(("bundle", "deno", "dotnet", "node", "nodejs", "perl", "php", "python", "pypy", "ruby"))
# Programs that somebody works with: an image that starts one of them is there to build, test, explore or wait.
WORKSHOPS = frozenset((
    *("bash", "cat", "cmake", "code-server", "fish", "g++", "gcc", "guard", "ipython", "irb", "jupyter", "jupyter-lab"),
    *("jupyter-notebook", "jupyterhub", "make", "nodemon", "py.test", "pytest", "R", "Rscript", "rserver", "sh"),
    *("sleep", "snakemake", "sshd", "start-notebook.sh", "start-singleuser.sh", "tail", "theia", "tmux", "tox", "true"),
    *("watch", "zsh"),
))  # fmt: skip
# Packages of the same kind: who installs them works in the container.
WORKSHOP_PACKAGES = frozenset((
    *("bash-completion", "ccache", "cgdb", "ctags", "emacs", "exuberant-ctags", "gdb", "jed", "less", "ltrace",
    "man-db"), *("mc", "nano", "neovim", "openssh-server", "screen", "strace", "sudo", "tmux", "valgrind", "vim",
    "vim-enhanced"), *("vim-nox", "vim-tiny", "zsh"),
))  # fmt: skip
