addEventListener("install", () => undefined);
