"""The caller of everything: stages of the road, the Dagster definitions around them, and the command line."""

import ledger

# The modules of this package import the ledger's models, which Django must know first.
ledger.configure()
