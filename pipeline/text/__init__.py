"""Bytes to clean simplified text: plain functions from Text to Text, one file each."""
