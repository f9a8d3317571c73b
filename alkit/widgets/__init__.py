"""Widgets: thin views over objects that work without them.  The only place that imports ipywidgets."""
