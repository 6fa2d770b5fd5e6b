"""A simulated municipality: invented numbers on real region codes, marked DATA CONTOH, in shapes of real offices."""
