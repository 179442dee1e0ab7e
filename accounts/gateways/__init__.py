"""Ways to the state registries and to the portal's accounts: protocols, and HTTP that fulfils them."""
