// Command ignored answers what BuildKit's own code makes of ignore files, for the tests of src/core/dockerignore.ts.
//
// One JSON document a line on standard input, {"ignore": text, "paths": [files]}; per line one on standard output: {"ignored": [booleans]}, or
// {"error": text} where BuildKit would refuse. Folders are evaluated before what is in them, as fsutil walks.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

type question struct {
	Ignore string   `json:"ignore"`
	Paths  []string `json:"paths"`
}

type answer struct {
	Ignored []bool `json:"ignored,omitempty"`
	Error   string `json:"error,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		ignored, err := evaluate(asked)
		reply := answer{Ignored: ignored}
		if err != nil {
			reply = answer{Error: err.Error()}
		}
		if err := out.Encode(reply); err != nil {
			panic(err)
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}

func evaluate(asked question) ([]bool, error) {
	patterns, err := ignorefile.ReadAll(strings.NewReader(asked.Ignore))
	if err != nil {
		return nil, err
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return nil, err
	}
	folders := map[string]patternmatcher.MatchInfo{}
	var matchOf func(file string) (bool, patternmatcher.MatchInfo, error)
	matchOf = func(file string) (bool, patternmatcher.MatchInfo, error) {
		var above patternmatcher.MatchInfo
		if folder := path.Dir(file); folder != "." {
			info, known := folders[folder]
			if !known {
				var err error
				if _, info, err = matchOf(folder); err != nil {
					return false, info, err
				}
				folders[folder] = info
			}
			above = info
		}
		return matcher.MatchesUsingParentResults(file, above)
	}
	ignored := make([]bool, len(asked.Paths))
	for index, file := range asked.Paths {
		if ignored[index], _, err = matchOf(file); err != nil {
			return nil, err
		}
	}
	return ignored, nil
}
