"""Collecting: from addresses, folders and archives to an archive of bodies and the clean reports made from them."""
