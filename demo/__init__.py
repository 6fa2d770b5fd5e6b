"""A simulated municipality: invented numbers on real region codes, marked DATA CONTOH, in the shapes of real offices."""
