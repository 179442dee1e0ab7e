"""The way to the MFC's register of applications: a protocol, and HTTP that fulfils it."""
