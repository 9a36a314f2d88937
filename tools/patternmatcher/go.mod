module tagstream/tools/patternmatcher

go 1.26

tool tagstream/tools/patternmatcher

require github.com/moby/patternmatcher v0.6.1
