"""Assemble, freeze, render, publish the annual report."""
