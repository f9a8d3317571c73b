"""Games: rules without a screen, and the thin widgets over them."""
