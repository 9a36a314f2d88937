// Command dockerfile reads Dockerfiles with BuildKit's own code, for the tests of
// src/core/inputs/dockerfile.
//
// It reads one JSON document a line, {"text": Dockerfile}, and answers each with one line:
// {"args": [[name, value] or [name]], "stages": [stages]}, or {"error": text} where BuildKit would
// refuse the file. Values of ARG and `from` have their quotes and variables; `image` is `from`
// expanded with the defaults of the ARGs.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

type question struct {
	Text string `json:"text"`
}

type source struct {
	Name string `json:"name"`
	Line int    `json:"line"`
}

type stage struct {
	Name     string   `json:"name"`
	Line     int      `json:"line"`
	From     string   `json:"from"`
	Image    string   `json:"image"`
	Platform string   `json:"platform"`
	Copies   []source `json:"copies"`
}

type answer struct {
	Args   [][]string `json:"args"`
	Stages []stage    `json:"stages"`
	Error  string     `json:"error,omitempty"`
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
		reply, err := read(asked.Text)
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

func read(text string) (answer, error) {
	reply := answer{Args: [][]string{}, Stages: []stage{}}
	parsed, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return reply, err
	}
	stages, meta, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return reply, err
	}
	lex := shell.NewLex(parsed.EscapeToken)
	var variables []string
	expand := func(word string) (string, error) {
		expanded, _, err := lex.ProcessWord(word, shell.EnvsFromSlice(variables))
		return expanded, err
	}
	for _, command := range meta {
		for _, arg := range command.Args {
			pair := []string{arg.Key}
			if arg.Value != nil {
				pair = append(pair, *arg.Value)
				value, err := expand(*arg.Value)
				if err != nil {
					return reply, err
				}
				variables = append(variables, arg.Key+"="+value)
			}
			reply.Args = append(reply.Args, pair)
		}
	}
	for _, one := range stages {
		image, err := expand(one.BaseName)
		if err != nil {
			return reply, err
		}
		its := stage{Name: one.Name, From: one.BaseName, Image: image, Platform: one.Platform, Line: one.Location[0].Start.Line, Copies: []source{}}
		for _, command := range one.Commands {
			names, err := sourcesOf(command)
			if err != nil {
				return reply, err
			}
			for _, name := range names {
				its.Copies = append(its.Copies, source{Name: name, Line: command.Location()[0].Start.Line})
			}
		}
		reply.Stages = append(reply.Stages, its)
	}
	return reply, nil
}

func sourcesOf(command instructions.Command) ([]string, error) {
	switch c := command.(type) {
	case *instructions.CopyCommand:
		if c.From != "" {
			return []string{c.From}, nil
		}
	case *instructions.RunCommand:
		unexpanded := func(word string) (string, error) { return word, nil }
		if err := c.Expand(unexpanded); err != nil {
			return nil, err
		}
		var names []string
		for _, mount := range instructions.GetMounts(c) {
			if mount.From != "" {
				names = append(names, mount.From)
			}
		}
		return names, nil
	}
	return nil, nil
}
