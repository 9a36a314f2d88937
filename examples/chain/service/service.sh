#!/bin/sh
# Greets with the words of the runtime, and the voice of the tools.
/opt/tools/shout "hello from $(runtime --version)"
