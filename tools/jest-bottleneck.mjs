// Octokit waits one to three seconds between two changes, as GitHub asks. The tests' own server
// does not need that: tests wait a hundredth. Tests that run the bundle wait as users do.
import Bottleneck from "../node_modules/bottleneck/light.js";

class QuickGroup extends Bottleneck.Group {
  constructor(options) {
    super(options.minTime === undefined ? options : { ...options, minTime: options.minTime / 100 });
  }
}

export default new Proxy(Bottleneck, {
  get: (all, name) => (name === "Group" ? QuickGroup : Reflect.get(all, name)),
});
