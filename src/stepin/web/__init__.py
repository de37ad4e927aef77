"""The pages, server-rendered: a view fetches, calls and renders."""
