# A repository cannot be kept in a repository: this makes it, the same one each time.
set -e
export GIT_AUTHOR_DATE="2024-01-01T00:00:00Z" GIT_COMMITTER_DATE="2024-01-01T00:00:00Z" GIT_CONFIG_GLOBAL=/dev/null
git init --quiet --initial-branch=main .
git -c core.autocrlf=false add --all
git -c user.name=Example -c user.email=example@example.org commit --quiet --message "First version"
git tag v1.4.0
