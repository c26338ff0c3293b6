"""Read across, assess, write, propose."""
