"""The caller of everything: stages of the road, the Dagster definitions around them, and the command line."""
