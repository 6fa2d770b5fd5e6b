"""The road, one file per stage: receive, examine, load, model, judge, approve, publish. Each writes its part of the
ledger."""
