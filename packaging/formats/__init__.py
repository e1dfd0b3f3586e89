"""One module for each kind of package. `packaging/build` calls them."""
