"""Other spellings of the same word or name, as papers differ in them. Pure."""
