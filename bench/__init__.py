"""I weigh the gateway against its floor, on the machine that I am run on."""
