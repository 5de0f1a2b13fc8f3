"""Tunes the encoder of the second tier on the content: build time, needs PyTorch (`__main__`)."""
