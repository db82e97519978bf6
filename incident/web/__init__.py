"""The screens: HTML over the services, one file a noun."""
