/** What we use of Eleventy 3.1, which ships no types for its programmatic interface. */
declare module '@11ty/eleventy' {
  interface Configuration {
    setUseGitIgnore(use: boolean): void;
    addTemplate(virtualPath: string, template: object): void;
  }

  interface Options {
    quietMode?: boolean;
    loader?: 'esm' | 'cjs' | 'auto';
    configPath?: string;
    config?(configuration: Configuration): void;
  }

  export default class Eleventy {
    constructor(input: string, output: string, options: Options);
    init(): Promise<void>;
    toJSON(): Promise<{ url: string; content: string }[]>;
  }
}
