// Command ignored evaluates ignore files with BuildKit's own code, for the tests of
// src/core/inputs/dockerignore.ts.
//
// It reads one JSON document a line, {"ignore": text, "paths": [files]}, and answers each with one
// line: {"ignored": [booleans]}, or {"error": text} where BuildKit would refuse. It evaluates a
// folder before the folder's contents, as fsutil walks.
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
