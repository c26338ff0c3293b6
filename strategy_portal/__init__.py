"""What every room uses and no room owns: settings, addresses, access, charts, PDF."""
