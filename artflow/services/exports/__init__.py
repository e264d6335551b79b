"""Exports: tables that are asked for, written by the worker, fetched by who asked for them."""
