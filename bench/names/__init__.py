"""Accuracy of matching names, measured on what others have labelled."""
