import { createTheme, localStorageColorSchemeManager, type MantineColorsTuple } from '@mantine/core';

/** The lit bell. The same colours stand in colours.css; here they let Mantine choose the ink upon them. */
const amber: MantineColorsTuple = ['#fff8e6', '#fdeec6', '#fbe29c', '#f9d678', '#f6c453', '#f2b632', '#e6a51c', '#b87d08', '#8a5c00', '#5f3f00'];

export const theme = createTheme({
  primaryColor: 'amber',
  primaryShade: 4,
  colors: { amber },
  autoContrast: true,
  luminanceThreshold: 0.35,
  cursorType: 'pointer',
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    // Hints stand below, so that fields beside each other stand in line.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
  },
});

export const colorSchemes = localStorageColorSchemeManager({ key: 'nightbell:color-scheme' });
