"""Answers out of the store and into it: as a table (CSV), as tasks of Label Studio, as records of Argilla; a file each."""
