import { tellInChild } from "../story-child.ts";
import { tellStory } from "./deeds.ts";

await tellInChild(tellStory);
