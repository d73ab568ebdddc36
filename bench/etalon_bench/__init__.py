"""The scripts that measure Etalon as a user starts it, beside other programs; see bench/README.md."""
