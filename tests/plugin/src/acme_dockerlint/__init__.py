"""Rules of one company for dockerlint."""

from acme_dockerlint.internal_mirror import PublicPackageIndex
from acme_dockerlint.team_label import TeamLabelMissing

RULES = [PublicPackageIndex, TeamLabelMissing]
