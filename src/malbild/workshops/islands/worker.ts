// The participant's page without a network. Built as one plain script: see build.mjs.

import { serve } from "../../ui/islands/offline/worker";

serve({ caches: "malbild-rum-", cameIn: "ny" });
