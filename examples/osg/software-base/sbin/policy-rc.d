#!/bin/sh
# Installing a package starts no service: Supervisor does. 101 is "forbidden by policy" to invoke-rc.d.
exit 101
